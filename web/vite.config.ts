import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { chunkGroups, noCircularChunks } from './build/chunks.ts'
import { directImports } from './build/direct-imports.ts'
import { leftOut } from './build/left-out.ts'
import { mantineStyles } from './build/mantine-styles.ts'
import { precompressed } from './build/precompressed.ts'
import { shortEnglish } from './build/short-english.ts'
import { smallFonts } from './build/small-fonts.ts'

/** The folders that are imported from anywhere, under the names that package.json gives them. */
export const alias = Object.fromEntries(
  ['ui', 'shared', 'list'].map((folder) => [`#${folder}`, join(import.meta.dirname, 'src', folder)]),
)

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), leftOut, shortEnglish, directImports, mantineStyles, smallFonts, noCircularChunks, precompressed],
  resolve: { alias },
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0, // the content security policy forbids data: URLs
    reportCompressedSize: false,
    modulePreload: { polyfill: false }, // every browser of our target has it
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: chunkGroups },
        chunkFileNames: ({ name }) => `assets/${name.replace(/^shared~.*/, 'shared')}-[hash].js`,
      },
    },
  },
  server: { proxy: { '/bff': 'http://127.0.0.1:8774', '/consoles': { target: 'ws://127.0.0.1:8774', ws: true } } },
})
