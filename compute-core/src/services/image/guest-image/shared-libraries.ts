/** The libraries a 64-bit little-endian ELF file says it needs. */
export function neededLibraries(elf: Buffer): string[] {
  const sections = sectionHeaders(elf)
  const dynamic = sections.find((section) => section.type === dynamicSection)
  const strings = dynamic && sections[dynamic.link]
  if (!dynamic || !strings) return []
  const names: string[] = []
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.size; at += 16)
    if (elf.readBigUInt64LE(at) === neededTag)
      names.push(textAt(elf, strings.offset + Number(elf.readBigUInt64LE(at + 8))))
  return names
}

const dynamicSection = 6
const neededTag = 1n

function sectionHeaders(elf: Buffer) {
  const start = Number(elf.readBigUInt64LE(0x28))
  const entryBytes = elf.readUInt16LE(0x3a)
  return Array.from({ length: elf.readUInt16LE(0x3c) }, (_, place) => {
    const at = start + place * entryBytes
    return {
      type: elf.readUInt32LE(at + 4),
      offset: Number(elf.readBigUInt64LE(at + 24)),
      size: Number(elf.readBigUInt64LE(at + 32)),
      link: elf.readUInt32LE(at + 40),
    }
  })
}

const textAt = (bytes: Buffer, at: number) => bytes.toString('latin1', at, bytes.indexOf(0, at))
