import { saveFile } from './save-file.ts'

/** Saves `text` as a file through the browser. */
export const downloadText = (fileName: string, text: string): void => saveFile(fileName, 'text/plain', [text])
