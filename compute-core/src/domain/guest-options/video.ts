import { oneOf, wholeNumber } from './parse.ts'
import { fromFlavor, fromImage } from './reconcile.ts'
import { property, refusal, type GuestOptionSource } from './option-text.ts'

const model = fromImage('hw_video_model', oneOf('virtio', 'vga', 'bochs', 'cirrus', 'qxl', 'vmvga', 'none'))

/** The card behind the guest's screen; its memory only where the image asks and the flavor allows. */
export function readVideo(source: GuestOptionSource) {
  const wanted = fromImage('hw_video_ram', wholeNumber(0))(source)
  const most = fromFlavor('hw_video:ram_max_mb', wholeNumber(0))(source)
  if (wanted !== undefined && most !== undefined && wanted > most)
    throw refusal(
      property(source, 'hw_video_ram')!,
      `the flavor allows ${most} MB. Pick another flavor, or ask for less.`,
    )
  return { model: model(source) ?? 'virtio', ramMb: wanted && most ? wanted : undefined }
}
