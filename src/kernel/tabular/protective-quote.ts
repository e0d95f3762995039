// The apostrophe that keeps exported text from being run as a formula, and its exact inverse for imports.
//
// A text is dangerous when, behind any number of apostrophes, it starts with a character that a spreadsheet may
// run. Every dangerous text gets one more apostrophe on the way out; on the way in, one apostrophe is taken from
// every text that is dangerous and starts with an apostrophe. So unprotect(protect(text)) is text, for any text.

/** The list of OWASP ASVS 5, 1.2.10 (its tab and NUL included), with line ends and full-width twins. */
const runnable = new Set('=+-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20')
const apostrophe = "'"

/** Text for a cell of an export. Never give it numbers: -5 must stay a number. */
export function protectText(text: string): string {
  return isDangerous(text) ? apostrophe + text : text
}

/** Text of an imported cell, without the apostrophe that `protectText` put there. */
export function unprotectText(text: string): string {
  return text.startsWith(apostrophe) && isDangerous(text) ? text.slice(1) : text
}

function isDangerous(text: string): boolean {
  let at = 0
  while (text[at] === apostrophe) at += 1
  return runnable.has(text[at] ?? '')
}
