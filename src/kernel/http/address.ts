// Whose address a request asks for, however it is spelt.

const serverPattern = /^\/(?:api|health|metrics)(?:\/|$)/

/** Whether the address is the API's. The router decodes percent signs and drops a host in front, so this does as well. */
export function isApiAddress(url: string): boolean {
  return url.startsWith('/api/') || /^\/api(?:\/|$)/.test(pathOf(url))
}

/** Whether no page may ever stand at the address. */
export function isServerAddress(url: string): boolean {
  return serverPattern.test(pathOf(url))
}

function pathOf(url: string): string {
  const [path = ''] = url.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#;]/, 1)
  try {
    return decodeURIComponent(path)
  } catch {
    return path // Malformed: the router refuses it by itself.
  }
}
