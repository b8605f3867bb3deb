import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'

interface Row {
  what: string
  measured: string
  limit: string
  ratio: string
}

const rows: Row[] = []

/** Takes a figure down, beside its limit from the same run. */
export function add(what: string, measured: string, limit = '', ratio = ''): void {
  rows.push({ what, measured, limit, ratio })
  console.log(`${what}: ${measured}${limit && `  (limit: ${limit}; ${ratio})`}`)
}

/** Prints all figures as a table, and puts it into the top README if asked to. */
export async function report(isForReadme: boolean): Promise<void> {
  const table = [
    '| what | measured | limit, same run | ratio |',
    '|---|---|---|---|',
    ...rows.map(({ what, measured, limit, ratio }) => `| ${what} | ${measured} | ${limit} | ${ratio} |`),
  ].join('\n')
  const about = `\`pnpm bench\`, ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]!.model.trim()}), Node ${process.versions.node}, QEMU without KVM. 100 fake hosts with 10000 servers, read in detail, asked by an administrator at 2.104 on 4 connections; the creates are the first burst of a fresh cloud; bare libvirt is one \`virsh\` that defines and starts. The dashboard is in headless Chromium on the same machine, over a project of 5,000 servers; its times end with the frame that shows it, and a bare page is one of the same rows or fields without anything else.`
  console.log(`\n${about}\n\n${table}`)
  if (!isForReadme) return
  const readme = join(import.meta.dirname, '../../README.md')
  const text = await readFile(readme, 'utf8')
  await writeFile(readme, text.replace(/<!-- bench -->[\s\S]*?(?=\n## |$)/, `<!-- bench -->\n\n${about}\n\n${table}\n`))
}
