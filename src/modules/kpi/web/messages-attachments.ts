// The sentences of files on comments.
import type { Catalogue } from '#web/i18n/catalogue.ts'

export const attachmentsFr = {
  'kpi.attachments.title': 'Fichiers joints',
  'kpi.attachments.add': 'Joindre un fichier',
  'kpi.attachments.addOwn': 'Ajouter un fichier à ce commentaire',
  'kpi.attachments.help': 'ou déposez-le ici, ou collez une image ; cinq au plus, 20 Mo chacun.',
  'kpi.attachments.chosen': { one: '{count} fichier choisi', other: '{count} fichiers choisis' },
  'kpi.attachments.pasted': 'Image collée {number}',
  'kpi.attachments.leaveOut': 'Ne pas joindre {name}',
  'kpi.attachments.show': 'Agrandir {name}',
  'kpi.attachments.tooMany': 'Un commentaire porte au plus cinq fichiers.',
  'kpi.attachments.failed': 'Le commentaire est publié, sans « {name} » :',
} as const satisfies Catalogue

export const attachmentsEn: Catalogue<keyof typeof attachmentsFr> = {
  'kpi.attachments.title': 'Attached files',
  'kpi.attachments.add': 'Attach a file',
  'kpi.attachments.addOwn': 'Add a file to this comment',
  'kpi.attachments.help': 'or drop it here, or paste a picture; five at most, 20 MB each.',
  'kpi.attachments.chosen': { one: '{count} file chosen', other: '{count} files chosen' },
  'kpi.attachments.pasted': 'Pasted picture {number}',
  'kpi.attachments.leaveOut': 'Leave {name} out',
  'kpi.attachments.show': 'Enlarge {name}',
  'kpi.attachments.tooMany': 'A comment carries at most five files.',
  'kpi.attachments.failed': 'The comment is posted, without “{name}”:',
}
