/** What to do about a connection that could not be opened, from libvirt's own message. */
export function whyNotConnected(uri: string, message: string): string {
  // Before the message: libvirt hands a scheme that it does not know to libvirtd, so what it says then is about libvirtd.
  if (!/^(qemu|test)(\+\w+)?:/.test(uri)) {
    return `Check LIBVIRT_URI (it is ${uri}): it begins with qemu. (${message || 'libvirt gave no reason.'})`
  }
  if (/No such file or directory|Connection refused/.test(message)) {
    return `libvirtd does not run. Start it: systemctl start libvirtd, or where there is no systemd: virtlogd -d && libvirtd -d. (${message})`
  }
  if (/reset by peer|End of file|Broken pipe/.test(message)) {
    return `libvirtd hung up. Try again once it runs. (${message})`
  }
  if (/Permission denied|authentication|polkit|access denied/i.test(message)) {
    return `This user may not use it. Run as root, add the user to the group libvirt, or set LIBVIRT_URI=qemu:///session. (${message})`
  }
  if (/no connection driver|unable to connect to server|unsupported/i.test(message)) {
    return `Check LIBVIRT_URI (it is ${uri}) and that libvirt has the driver for it. (${message})`
  }
  return `Check LIBVIRT_URI and the log of libvirtd. (${message || 'libvirt gave no reason.'})`
}
