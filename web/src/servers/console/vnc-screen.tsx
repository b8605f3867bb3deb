import { IconCamera, IconClipboardText, IconZoomReset } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { saveFile } from '#ui/save-file'
import { t } from '#ui/i18n'
import type { Screen } from './connect-screen.ts'
import { useConsoleChoices } from './console-choices.ts'
import { ConsoleFrame, type Guest } from './console-frame.tsx'
import { ConsoleTool } from './console-tool.tsx'
import { keyboardLayouts } from './keyboard-layouts.ts'
import { KeysMenu } from './keys-menu.tsx'
import { PasteDialog } from './paste-dialog.tsx'
import { typeText } from './type-text.ts'
import { WindowLink } from './window-link.tsx'

/** What both kinds of console are made from. */
export interface ConsoleProps {
  guest: Guest
  getToken: () => Promise<string>
  isOnce?: boolean
  /** The address of the same console in a window of its own. */
  windowTo?: string | undefined
  /** What stands first in its bar. */
  children?: ReactNode
}

/** A guest's screen and keyboard in the page. */
export function VncScreen({ windowTo, children, ...props }: ConsoleProps) {
  const [{ layout, scaling }, choose] = useConsoleChoices()
  const [pasteInto, setPasteInto] = useState<Screen | null>(null)
  // Loads noVNC only when a screen is opened.
  const load = async (target: HTMLElement, onLeave: () => void) => {
    const screen = (await import('./connect-screen.ts')).screenIn(target, onLeave)
    screen.setScaling(scaling)
    return screen
  }
  const paste = (text: string) => {
    if (pasteInto) typeText(pasteInto, text, keyboardLayouts[layout])
    setPasteInto(null)
    // After the dialog, which gives the focus back to its button.
    setTimeout(() => pasteInto?.focus())
  }
  const isActualSize = scaling === 'actual'
  return (
    <>
      <ConsoleFrame
        {...props}
        load={load}
        isActualSize={isActualSize}
        renderTools={(screen, isOpen) => (
          <>
            <KeysMenu keyboard={screen} isDisabled={!isOpen} />
            <ConsoleTool
              Icon={IconClipboardText}
              label={t('Paste text')}
              isDisabled={!isOpen}
              onClick={() => setPasteInto(screen)}
            />
            <ConsoleTool
              Icon={IconZoomReset}
              label={t('Actual size')}
              isOn={isActualSize}
              onClick={() => {
                const next = isActualSize ? 'fit' : 'actual'
                choose({ scaling: next })
                screen.setScaling(next)
              }}
            />
            <ConsoleTool
              Icon={IconCamera}
              label={t('Save a screenshot')}
              isDisabled={!isOpen}
              onClick={() => void keepPicture(screen, props.guest.name)}
            />
            {windowTo && <WindowLink to={windowTo} />}
          </>
        )}
      >
        {children}
      </ConsoleFrame>
      <PasteDialog
        opened={pasteInto !== null}
        onClose={() => setPasteInto(null)}
        layout={layout}
        onLayout={(next) => choose({ layout: next })}
        onPaste={paste}
      />
    </>
  )
}

async function keepPicture(screen: Screen, name: string): Promise<void> {
  const picture = await screen.picture()
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  if (picture) saveFile(`${name}-${time}.png`, picture.type, [picture])
}
