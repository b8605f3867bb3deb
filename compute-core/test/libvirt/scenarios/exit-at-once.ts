import { openConnection } from '#driver/libvirt/ffi/connection'

// Whoever has closed its last connection may exit at once.
const connection = await openConnection(process.argv[2]!)
await connection.close()
console.log('closed')
process.exit()
