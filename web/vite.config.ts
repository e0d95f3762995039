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

/** Every icon is decoration: words stand beside it or in its control's name, so screen readers pass over it. */
function silentIcons(): Plugin {
  return {
    name: 'silent-icons',
    transform: (code, id) => {
      if (!id.endsWith('@tabler/icons-react/dist/esm/defaultAttributes.mjs')) return null
      const silent = code.replaceAll('xmlns:', "'aria-hidden': true, xmlns:")
      if (silent === code) throw new Error('The icons have no attributes of their own any more: hide them another way.')
      return silent
    },
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [react(), silentIcons(), weigh()],
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
