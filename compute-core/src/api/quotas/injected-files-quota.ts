import type { QuotaLimits } from '#domain/quota/quota'
import type { InjectedFile } from '#domain/server/injected-file'
import { overQuota } from '#platform/errors'

/** Refuses more files for a guest, longer paths or larger contents than the quota has. */
export function refuseLargeFiles(limits: QuotaLimits, files: readonly InjectedFile[]): void {
  const exceeds = (limit: number, used: number) => limit >= 0 && used > limit
  const { injected_files: count, injected_file_path_bytes: pathBytes, injected_file_content_bytes: bytes } = limits
  if (exceeds(count, files.length))
    throw overQuota(`Personality file limit exceeded: at most ${count} files, ${files.length} were sent.`)
  for (const { path, contents } of files) {
    if (exceeds(pathBytes, Buffer.byteLength(path)))
      throw overQuota(`Personality file path exceeds maximum ${pathBytes} bytes.`)
    if (exceeds(bytes, Buffer.from(contents, 'base64').length))
      throw overQuota(`Personality file content exceeds maximum ${bytes} bytes: ${path}.`)
  }
}
