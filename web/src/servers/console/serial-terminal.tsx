import { IconCopy } from '@tabler/icons-react'
import copyToClipboard from 'copy-to-clipboard'
import { useState } from 'react'
import { FindField } from '#ui/find-field'
import { t } from '#ui/i18n'
import type { Terminal } from './connect-terminal.ts'
import { ConsoleFrame } from './console-frame.tsx'
import { ConsoleTool } from './console-tool.tsx'
import type { ConsoleProps } from './vnc-screen.tsx'
import { WindowLink } from './window-link.tsx'

/** Loads xterm.js only when a terminal is opened. */
const load = async (target: HTMLElement, onLeave: () => void) =>
  (await import('./connect-terminal.ts')).terminalIn(target, onLeave)

/** A guest's serial port as a terminal in the page. */
export function SerialTerminal({ windowTo, children, ...props }: ConsoleProps) {
  return (
    <ConsoleFrame
      {...props}
      load={load}
      renderTools={(terminal) => (
        <>
          <FindInTerminal terminal={terminal} />
          <CopyTool terminal={terminal} />
          {windowTo && <WindowLink to={windowTo} />}
        </>
      )}
    >
      {children}
    </ConsoleFrame>
  )
}

function FindInTerminal({ terminal }: { terminal: Terminal }) {
  const [search, setSearch] = useState('')
  const [{ at, count }, setPlace] = useState({ at: 0, count: 0 })
  /** The newest is found first: it is what one waits for. */
  const find = (text: string, choose: (count: number) => number) => {
    const found = terminal.count(text)
    const next = found === 0 ? 0 : (choose(found) + found) % found
    setPlace({ at: next, count: found })
    terminal.show(text, next)
  }
  return (
    <FindField
      label={t('Search the terminal')}
      value={search}
      at={at}
      count={count}
      onChange={(text) => {
        setSearch(text)
        find(text, (found) => found - 1)
      }}
      onMove={(by) => find(search, () => at + by)}
    />
  )
}

function CopyTool({ terminal }: { terminal: Terminal }) {
  const [word, setWord] = useState('')
  const copy = async () => {
    const isCopied = await copyToClipboard(terminal.selection()).catch(() => false)
    setWord(isCopied ? t('Copied') : t('The browser does not allow copying'))
    setTimeout(() => setWord(''), 1_500)
  }
  return (
    <>
      <ConsoleTool Icon={IconCopy} label={t('Copy what is selected, or everything')} onClick={() => void copy()} />
      <output className="console-hint">{word}</output>
    </>
  )
}
