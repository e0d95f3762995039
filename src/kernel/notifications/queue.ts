// Names shared by those who ask for mail and the handler that sends it.

export const mailQueue = 'kernel.mail-send'

/** Letters that carry a single-use link. */
export type Letter = 'INVITATION' | 'PASSWORD_RESET'
