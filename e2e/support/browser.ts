/** How Chromium is started, in the scenarios and for measurements. */
export const chromiumOptions = {
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // A name by which the cloud is plain http for the browser, which trusts this machine's own addresses without TLS.
    '--host-resolver-rules=MAP kilonova.test 127.0.0.1',
  ],
}
