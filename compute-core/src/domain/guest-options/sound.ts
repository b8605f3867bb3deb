import { oneOf } from './parse.ts'
import { agreed } from './reconcile.ts'

/** The guest's sound card; undefined where it has none. */
export const readSound = agreed(
  'hw:sound_model',
  'hw_sound_model',
  oneOf('sb16', 'es1370', 'pcspk', 'ac97', 'ich6', 'ich9', 'usb', 'virtio'),
)
