import { ConsoleFrame, type Line, type OpenLine } from './console-frame.tsx'

/** xterm.js comes only to those who look at a terminal. */
const openTerminal: OpenLine<Line> = async (target, token, onOpen, onEnd) =>
  (await import('./connect-terminal.ts')).connectTerminal(target, token, onOpen, onEnd)

/** A guest's serial port as a terminal in the page. */
export function SerialTerminal({ name, getToken }: { name: string; getToken: () => Promise<string> }) {
  return (
    <ConsoleFrame
      name={name}
      hint="Click into the terminal and press Enter to see a prompt."
      getToken={getToken}
      open={openTerminal}
    />
  )
}
