// What the palette offers besides the modules.
import type { PaletteCommand } from '../module.ts'
import type { MessageKey } from '../i18n/fr.ts'
import type { Me } from '../queries.ts'

const isAdmin = (me: Me): boolean => me.user.role === 'ADMIN'

export const shellCommands: readonly PaletteCommand<MessageKey>[] = [
  { id: 'notifications', labelKey: 'notifications.title', group: 'go', to: '/notifications' },
  { id: 'profile', labelKey: 'profile.title', group: 'go', to: '/profile' },
  { id: 'organization', labelKey: 'organization.title', group: 'go', to: '/admin/organization', visible: isAdmin },
  { id: 'users', labelKey: 'users.title', group: 'go', to: '/admin/users', visible: isAdmin },
  { id: 'teams', labelKey: 'teams.title', group: 'go', to: '/admin/teams', visible: isAdmin },
  { id: 'audit', labelKey: 'audit.title', group: 'go', to: '/admin/audit', visible: isAdmin },
  {
    id: 'new-user',
    labelKey: 'users.create',
    group: 'create',
    to: '/admin/users',
    search: { new: '1' },
    visible: isAdmin,
  },
  {
    id: 'new-team',
    labelKey: 'teams.create',
    group: 'create',
    to: '/admin/teams',
    search: { new: '1' },
    visible: isAdmin,
  },
]
