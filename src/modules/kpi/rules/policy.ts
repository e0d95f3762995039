// Who may do what in KPI steering. “Own” means: the dashboard is mine; for values, evidence, actions and annotations also: the
// KPI is mine.
// Invisible things are 404 before any of this is asked.

/** The verbs of the module; `kpi` in index.ts checks that the table has the kernel's shape. */
export const policy = {
  'dashboard.read': { ADMIN: 'any', USER: 'any' },
  'dashboard.create': { ADMIN: 'any', USER: 'any' },
  'dashboard.update': { ADMIN: 'any', USER: 'own' },
  'dashboard.delete': { ADMIN: 'any', USER: 'own' },
  // creating a dashboard for somebody else
  'dashboard.assign': { ADMIN: 'any', USER: 'own' },
  'group.read': { ADMIN: 'any', USER: 'any' },
  // the structure is the organisation's; placing a dashboard in it is changing the dashboard
  'group.create': { ADMIN: 'any', USER: 'none' },
  'group.update': { ADMIN: 'any', USER: 'none' },
  'group.delete': { ADMIN: 'any', USER: 'none' },
  'template.read': { ADMIN: 'any', USER: 'any' },
  'kpi.read': { ADMIN: 'any', USER: 'any' },
  'kpi.create': { ADMIN: 'any', USER: 'own' },
  'kpi.update': { ADMIN: 'any', USER: 'own' },
  'kpi.delete': { ADMIN: 'any', USER: 'own' },
  // past statuses change only so
  'kpi.recompute': { ADMIN: 'any', USER: 'none' },
  'value.read': { ADMIN: 'any', USER: 'any' },
  'value.create': { ADMIN: 'any', USER: 'own' },
  'value.update': { ADMIN: 'any', USER: 'own' },
  'value.delete': { ADMIN: 'any', USER: 'own' },
  // the dashboard is mine: who enters values does not agree to them by himself
  'value.approve': { ADMIN: 'any', USER: 'own' },
  'dashboard.lock': { ADMIN: 'any', USER: 'own' },
  // what was closed is opened again
  'dashboard.unlock': { ADMIN: 'any', USER: 'none' },
  'evidence.read': { ADMIN: 'any', USER: 'any' },
  'evidence.create': { ADMIN: 'any', USER: 'own' },
  // own: I added it, or the dashboard or the KPI is mine
  'evidence.delete': { ADMIN: 'any', USER: 'own' },
  // the calculation is part of the definition too
  'formula.read': { ADMIN: 'any', USER: 'any' },
  'formula.update': { ADMIN: 'any', USER: 'own' },
  // targets are part of the definition: the dashboard is mine
  'target.read': { ADMIN: 'any', USER: 'any' },
  'target.update': { ADMIN: 'any', USER: 'own' },
  // own: the dashboard or the KPI is mine
  'alert.read': { ADMIN: 'any', USER: 'any' },
  'alert.update': { ADMIN: 'any', USER: 'own' },
  // of the whole organisation
  'reminder.read': { ADMIN: 'any', USER: 'none' },
  'reminder.update': { ADMIN: 'any', USER: 'none' },
  'annotation.read': { ADMIN: 'any', USER: 'any' },
  'annotation.create': { ADMIN: 'any', USER: 'own' },
  // own: I wrote it, or the dashboard or the KPI is mine
  'annotation.delete': { ADMIN: 'any', USER: 'own' },
  // KPI by KPI: values go where value.create allows
  'import.create': { ADMIN: 'any', USER: 'any' },
  // own: I started it
  'import.read': { ADMIN: 'any', USER: 'own' },
  'import.cancel': { ADMIN: 'any', USER: 'own' },
  // and where values may be corrected and deleted
  'import.undo': { ADMIN: 'any', USER: 'own' },
  // own: I saved it
  'mapping.read': { ADMIN: 'any', USER: 'any' },
  'mapping.create': { ADMIN: 'any', USER: 'any' },
  'mapping.update': { ADMIN: 'any', USER: 'own' },
  'mapping.delete': { ADMIN: 'any', USER: 'own' },
  // own: I answer for it, and it is read with my rights
  'source.read': { ADMIN: 'any', USER: 'own' },
  'source.create': { ADMIN: 'any', USER: 'any' },
  'source.update': { ADMIN: 'any', USER: 'own' },
  // giving it to somebody else, or taking over that of somebody who left
  'source.assign': { ADMIN: 'any', USER: 'none' },
  'source.delete': { ADMIN: 'any', USER: 'own' },
  'source.run': { ADMIN: 'any', USER: 'own' },
  'action.read': { ADMIN: 'any', USER: 'any' },
  'action.create': { ADMIN: 'any', USER: 'own' },
  'action.update': { ADMIN: 'any', USER: 'own' },
  // progress and status only: the assignee reports on his work
  'action.report': { ADMIN: 'any', USER: 'own_or_assigned' },
  'action.delete': { ADMIN: 'any', USER: 'own' },
  'meeting.read': { ADMIN: 'any', USER: 'any' },
  'meeting.create': { ADMIN: 'any', USER: 'own' },
  // own: the dashboard is mine, or I opened the meeting
  'meeting.update': { ADMIN: 'any', USER: 'own' },
  'meeting.delete': { ADMIN: 'any', USER: 'own' },
  // assigned: I attend it
  'meeting.note': { ADMIN: 'any', USER: 'own_or_assigned' },
  'comment.read': { ADMIN: 'any', USER: 'any' },
  'comment.create': { ADMIN: 'any', USER: 'any' },
  // own: I wrote it
  'comment.delete': { ADMIN: 'any', USER: 'own' },
  // own: I wrote the comment; nobody adds files to another's words
  'attachment.create': { ADMIN: 'own', USER: 'own' },
  'attachment.delete': { ADMIN: 'any', USER: 'own' },
  // own: I made the screen; making one: the dashboards are mine
  'screen.read': { ADMIN: 'any', USER: 'own' },
  'screen.create': { ADMIN: 'any', USER: 'own' },
  'screen.update': { ADMIN: 'any', USER: 'own' },
  'screen.delete': { ADMIN: 'any', USER: 'own' },
} as const
