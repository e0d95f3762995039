// Why a file could not be fetched, in words for the person who gave the address. Never the address: it may hold a key.
import { Problem } from '../problem.ts'
import type { TargetFault } from './target.ts'

export interface FetchFacts {
  readonly reason?: string
  readonly status?: number
  readonly cause?: unknown
}

const titles = {
  ADDRESS_REFUSED: 'Cette adresse n’est pas admise.',
  ADDRESS_UNREACHABLE: 'L’adresse ne répond pas.',
  ADDRESS_TOO_SLOW: 'L’adresse répond trop lentement.',
  ADDRESS_UNAUTHORIZED: 'L’adresse refuse l’accès.',
  ADDRESS_STATUS: 'L’adresse répond par une erreur.',
  ADDRESS_REDIRECTED: 'L’adresse renvoie ailleurs.',
  ADDRESS_NOT_A_FILE: 'L’adresse ne donne pas un tableau.',
} as const

/** The problem of a fetch; 502: the fault lies with somebody else's server, or with its address. */
export function fetchProblem(code: keyof typeof titles, facts: FetchFacts): Problem {
  const problem = new Problem(502, code, titles[code], { detail: detailOf(code, facts) })
  if (facts.cause !== undefined) problem.cause = facts.cause
  return problem
}

const reasons: Readonly<Record<string, string>> = {
  MALFORMED: 'Elle n’est pas lisible.',
  SCHEME: 'Elle doit commencer par https:// ou http://.',
  USER_INFO: 'L’identifiant et le mot de passe ne se mettent pas dans l’adresse : il y a des champs pour cela.',
  PRIVATE:
    'Elle mène à cette machine ou à un réseau privé. La personne qui administre le serveur peut l’admettre (SOCLE_IMPORT_SOURCE_HOSTS).',
  INSECURE: 'Un secret ne s’envoie que par https://.',
  TOO_MANY: 'Il y a trop de renvois.',
  NOWHERE: 'Le renvoi ne mène nulle part.',
  DOWNGRADE: 'Le renvoi quitte https:// pour une connexion non protégée.',
  ENCODED: 'Le contenu est compressé, alors qu’il est demandé tel quel.',
  PAGE: 'Elle donne une page web, souvent une page de connexion, et non le fichier lui-même.',
  OTHER: 'Donnez l’adresse d’un fichier CSV, Excel (.xlsx) ou OpenDocument (.ods).',
}

/** What is wrong with the text of an address. */
export function targetSentence(fault: TargetFault): string {
  return `${titles.ADDRESS_REFUSED} ${reasons[fault] ?? ''}`
}

/** The errors of sockets, names and certificates that a person can do something about. */
const causes: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Ce nom de serveur n’existe pas.',
  EAI_AGAIN: 'Le nom du serveur ne peut pas être trouvé en ce moment.',
  ECONNREFUSED: 'Le serveur refuse la connexion.',
  ECONNRESET: 'La connexion a été coupée.',
  ERR_STREAM_PREMATURE_CLOSE: 'La connexion a été coupée.',
  CERT_HAS_EXPIRED: 'Le certificat du serveur a expiré.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'Le certificat du serveur n’est pas reconnu.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Le certificat du serveur n’est pas reconnu.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Le certificat du serveur n’est pas reconnu.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Le certificat du serveur est celui d’un autre nom.',
}

function detailOf(code: keyof typeof titles, { reason, status, cause }: FetchFacts): string {
  if (reason !== undefined) return reasons[reason] ?? ''
  if (code === 'ADDRESS_UNAUTHORIZED') return `Le serveur répond ${status} : vérifiez l’identifiant ou le jeton.`
  if (code === 'ADDRESS_STATUS') {
    if (status === 404 || status === 410) return `Le serveur répond ${status} : le fichier n’y est pas ou plus.`
    return `Le serveur répond ${status}.`
  }
  if (code === 'ADDRESS_TOO_SLOW') return 'Le fichier n’est pas arrivé dans le temps accordé.'
  const name = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  return causes[name] ?? 'La connexion n’a pas pu être établie ou a été coupée.'
}
