// Serial day numbers of spreadsheets, in both date systems.

export type DateSystem = 1900 | 1904

const dayMs = 86_400_000
/** Serial 1 is 1900-01-01; from 61 on, a day later, because the format believes in 29/02/1900. */
const epoch1900Ms = Date.UTC(1899, 11, 31)
const epoch1904Ms = Date.UTC(1904, 0, 1)
const leapBugSerial = 60
/** 9999-12-31 in the 1900 system: the last day a spreadsheet shows. */
const lastSerial = 2_958_465
const systemGapDays = 1_462
/** Half a millisecond: computed times land a hair before midnight. */
const roundingDays = 0.5 / dayMs

/** The ISO day of a stored serial; null for what is no day: negative, serial 0 and 60 of 1900, beyond 9999, not a number. */
export function serialToDay(stored: string, system: DateSystem): string | null {
  const serial = stored.trim() === '' ? Number.NaN : Math.floor(Number(stored) + roundingDays)
  return system === 1904 ? day1904(serial) : day1900(serial)
}

function day1900(serial: number): string | null {
  if (!(serial >= 1 && serial <= lastSerial) || serial === leapBugSerial) return null
  return isoDay(epoch1900Ms + (serial > leapBugSerial ? serial - 1 : serial) * dayMs)
}

function day1904(serial: number): string | null {
  if (!(serial >= 0 && serial <= lastSerial - systemGapDays)) return null
  return isoDay(epoch1904Ms + serial * dayMs)
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
