// The web bundle: one entry, hashed files, no inline script (the pages' CSP allows none).
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { describeFirstLoad, weighFirstLoad } from './bundle-size.ts'

/** Fails the build when the first load has grown too heavy. */
function weigh(): Plugin {
  return {
    name: 'weigh-first-load',
    writeBundle: ({ dir }) => {
      if (dir !== undefined) console.log(describeFirstLoad(weighFirstLoad(dir)))
    },
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [react(), weigh()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
})
