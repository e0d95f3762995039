// The apostrophe that keeps exported text from being run as a formula, and its exact inverse for imports.
//
// A text is dangerous when, behind any number of apostrophes, it starts with a character that a spreadsheet may
// run. Every dangerous text gets one more apostrophe on the way out; on the way in, one apostrophe is taken from
// every text that is dangerous and starts with an apostrophe. So unprotect(protect(text)) is text, for any text.

// eslint-disable-next-line no-control-regex -- tab, line ends and NUL are on the list of OWASP ASVS 5, 1.2.10
const dangerous = /^'*[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/
const apostrophe = 0x27

/** Text for a cell of an export. Never give it numbers: -5 must stay a number. */
export function protectText(text: string): string {
  return dangerous.test(text) ? `'${text}` : text
}

/** Text of an imported cell, without the apostrophe that `protectText` put there. */
export function unprotectText(text: string): string {
  return text.charCodeAt(0) === apostrophe && dangerous.test(text) ? text.slice(1) : text
}
