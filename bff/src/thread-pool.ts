// Imported before anything else: libuv reads it when the first thread is needed. Libvirt's event loop keeps one thread for good,
// its calls, files and password hashes share the others, and with the default of four they would wait for each other.
process.env['UV_THREADPOOL_SIZE'] ??= '16'
