// Exits 0 when node_modules holds exactly what package-lock.json asks for. Plain JavaScript: the Node that starts npm may be an old one.
import { existsSync, readFileSync } from 'node:fs'

/** @param {string} file */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages
}

function isInstalled() {
  // npm writes this file last, so a half-finished installation has none.
  if (!existsSync('node_modules/.package-lock.json')) return false
  const asked = readPackages('package-lock.json')
  const present = readPackages('node_modules/.package-lock.json')
  return Object.entries(asked).every(([path, wanted]) => {
    if (path === '') return true
    const found = present[path]
    if (found === undefined) return wanted.optional === true // Made for another system, npm leaves it out.
    return (
      found.version === wanted.version && found.integrity === wanted.integrity && existsSync(`${path}/package.json`)
    )
  })
}

process.exitCode = isInstalled() ? 0 : 1
