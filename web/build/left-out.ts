import type { Plugin } from 'vite'

/** Parts of libraries that come with what we use of them, and that nothing of ours does: what each exports instead. */
const parts: Readonly<Record<string, string>> = {
  // The navigation has one width, or its icons alone: nobody drags it.
  '/@mantine/core/esm/components/AppShell/AppShellResizeHandle/AppShellResizeHandle.mjs':
    'export const AppShellResizeHandle = () => null',
}

/** Leaves these parts out of the build, which fails when one is not there any more. */
export const leftOut: Plugin = {
  name: 'left-out',
  apply: 'build',
  enforce: 'pre',
  load: (id) => parts[partOf(id) ?? ''] ?? null,
  buildEnd(error) {
    if (error) return
    const loaded = new Set([...this.getModuleIds()].map(partOf))
    const gone = Object.keys(parts).filter((part) => !loaded.has(part))
    if (gone.length > 0) this.error(`build/left-out.ts names what is not there: ${gone.join(', ')}`)
  },
}

const partOf = (id: string): string | undefined => Object.keys(parts).find((part) => id.endsWith(part))
