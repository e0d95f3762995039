// What files may be kept: as the server says it.

export const fileBytesMax = 20 * 1_048_576
export const fileKinds: readonly string[] = [
  '.pdf',
  '.png',
  '.jpg',
  '.jpeg',
  '.webp',
  '.csv',
  '.txt',
  '.eml',
  '.xlsx',
  '.docx',
  '.ods',
  '.odt',
]
