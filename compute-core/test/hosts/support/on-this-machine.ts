/** Whether this machine can have machines within it: that takes root, and Linux. */
export const onThisMachine = process.platform === 'linux' && process.getuid?.() === 0
