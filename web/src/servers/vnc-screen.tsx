import { IconKeyboard, IconPower } from '@tabler/icons-react'
import { useState } from 'react'
import type { Screen } from './connect-screen.ts'
import { ConsoleFrame, Tool, type OpenLine } from './console-frame.tsx'
import { PasteDialog } from './paste-dialog.tsx'
import { typeText } from './type-text.ts'

/** noVNC comes only to those who look at a screen. */
const openScreen: OpenLine<Screen> = async (target, token, onOpen, onEnd) =>
  (await import('./connect-screen.ts')).connectScreen(target, token, onOpen, onEnd)

/** A guest's screen and keyboard in the page. */
export function VncScreen({ name, getToken }: { name: string; getToken: () => Promise<string> }) {
  const [pasteInto, setPasteInto] = useState<Screen | null>(null)
  const paste = (text: string) => {
    if (pasteInto) typeText(pasteInto.rfb, text)
    setPasteInto(null)
    pasteInto?.rfb.focus()
  }
  return (
    <>
      <ConsoleFrame
        name={name}
        hint="Click into the screen to type."
        getToken={getToken}
        open={openScreen}
        renderTools={(screen) => (
          <>
            <Tool
              Icon={IconKeyboard}
              label="Paste text"
              disabled={screen === null}
              onClick={() => setPasteInto(screen)}
            />
            <Tool
              Icon={IconPower}
              label="Ctrl+Alt+Del"
              disabled={screen === null}
              onClick={() => screen?.rfb.sendCtrlAltDel()}
            />
          </>
        )}
      />
      <PasteDialog opened={pasteInto !== null} onClose={() => setPasteInto(null)} onPaste={paste} />
    </>
  )
}
