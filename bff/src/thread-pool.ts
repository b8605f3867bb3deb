// Imported first, because libuv reads this when it starts its first thread. Libvirt's event loop occupies one thread permanently;
// libvirt calls, file access and password hashing share the rest, and the default of four would make them wait for each other.
process.env['UV_THREADPOOL_SIZE'] ??= '16'
