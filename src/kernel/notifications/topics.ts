// What people choose by when they say what they want to hear of, and by which way.

export const topics = ['ALERT', 'REMINDER', 'MENTION', 'ASSIGNMENT', 'APPROVAL', 'IMPORT', 'OTHER'] as const

export type Topic = (typeof topics)[number]
