// The sentences of the accessibility statement. They travel with their page only: nobody else needs them.
import type { Language } from '../i18n/catalogue.ts'
import type { ConformityState } from './conformity.ts'

export interface StatementWords {
  readonly verdict: Readonly<Record<ConformityState, string>>
  readonly scope: string
  readonly results: string
  readonly resultsText: string
  readonly rate: string
  readonly atWorst: string
  readonly byVerdict: readonly [string, string, string, string]
  readonly notAccessible: string
  readonly failing: string
  readonly pending: string
  readonly pendingText: string
  readonly workaround: string
  readonly none: string
  readonly made: string
  readonly madeText: string
  readonly technologies: string
  readonly environment: string
  readonly tools: string
  readonly pages: string
  readonly feedback: string
  readonly feedbackText: string
  readonly write: string
  readonly missing: string
  readonly recourse: string
  readonly recourseText: string
  readonly recourseWays: readonly string[]
  readonly defender: string
  readonly grid: string
  readonly back: string
}

export const statementWords: Readonly<Record<Language, StatementWords>> = {
  fr: {
    verdict: {
      full: 'Socle est totalement conforme au {standard}.',
      partial: 'Socle est partiellement conforme au {standard}.',
      none: 'Socle n’est pas conforme au {standard}.',
    },
    scope:
      'Cette déclaration porte sur l’application Socle telle qu’elle est livrée. L’organisme qui l’exploite répond de ce qu’il y publie et de son schéma pluriannuel.',
    results: 'Résultats',
    resultsText:
      'Autoévaluation du {date} sur {count} pages : contrôles automatiques relancés à chaque version, et relecture.',
    rate: '{rate} % des critères applicables et vérifiés sont respectés.',
    atWorst: 'Si tout ce qui reste à vérifier échouait : {rate} %.',
    byVerdict: ['Conformes', 'Non conformes', 'Non applicables', 'À vérifier'],
    notAccessible: 'Contenus non accessibles',
    failing: 'Non-conformités',
    pending: 'Pas encore vérifié',
    pendingText: 'Il faut pour cela une aide technique ; la marche à suivre est livrée avec Socle.',
    workaround: 'En attendant :',
    none: 'Aucune connue.',
    made: 'Établissement de cette déclaration',
    madeText: 'Établie le {date}.',
    technologies: 'Technologies',
    environment: 'Environnement de test',
    tools: 'Moyens',
    pages: 'Pages vérifiées',
    feedback: 'Signaler un défaut',
    feedbackText:
      'Si un contenu ou une fonction vous résiste, dites-le : on vous orientera vers une autre voie, ou le contenu vous sera donné sous une autre forme.',
    write: 'Écrivez à',
    missing:
      'L’organisme qui exploite cette installation n’a pas encore indiqué d’adresse : il doit renseigner la variable SOCLE_ACCESSIBILITY_CONTACT.',
    recourse: 'Voie de recours',
    recourseText: 'Si vous avez signalé un défaut et n’avez pas obtenu de réponse satisfaisante, vous pouvez :',
    recourseWays: [
      'écrire au Défenseur des droits par son formulaire en ligne ;',
      'joindre son délégué dans votre région ;',
      'lui écrire, sans affranchir : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07.',
    ],
    defender: 'Site du Défenseur des droits',
    grid: 'Les 106 critères',
    back: 'Ouvrir Socle',
  },
  en: {
    verdict: {
      full: 'Socle fully complies with {standard}.',
      partial: 'Socle partially complies with {standard}.',
      none: 'Socle does not comply with {standard}.',
    },
    scope:
      'This statement is about Socle as it is delivered. The body that runs it answers for what it publishes and for its multi-year scheme.',
    results: 'Results',
    resultsText:
      'Self-assessment of {date} on {count} pages: automatic checks run at every version, and reading by a person.',
    rate: '{rate}% of the applicable and verified criteria are met.',
    atWorst: 'If everything still to be verified failed: {rate}%.',
    byVerdict: ['Met', 'Not met', 'Not applicable', 'To be verified'],
    notAccessible: 'Content that is not accessible',
    failing: 'Criteria not met',
    pending: 'Not verified yet',
    pendingText: 'This needs assistive technology; the script to follow comes with Socle.',
    workaround: 'Meanwhile:',
    none: 'None known.',
    made: 'About this statement',
    madeText: 'Made on {date}.',
    technologies: 'Technologies',
    environment: 'Tested in',
    tools: 'Means',
    pages: 'Pages verified',
    feedback: 'Report a defect',
    feedbackText:
      'If something resists you, say so: you will be shown another way, or given the content in another form.',
    write: 'Write to',
    missing:
      'The body that runs this installation has not named an address yet: it must set the variable SOCLE_ACCESSIBILITY_CONTACT.',
    recourse: 'Recourse',
    recourseText: 'If you reported a defect and were not given a satisfactory answer, you may:',
    recourseWays: [
      'write to the French Defender of Rights (Défenseur des droits) through the online form;',
      'contact the delegate in your region;',
      'write, without a stamp, to: Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07.',
    ],
    defender: 'Site of the Défenseur des droits',
    grid: 'The 106 criteria',
    back: 'Open Socle',
  },
}
