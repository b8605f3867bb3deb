/** What may be under way on one stream before the other end has said that it took it: a whole disk is not to wait for each 64 KB. */
export const windowBytes = 1024 * 1024
