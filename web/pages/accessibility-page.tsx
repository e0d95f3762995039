// The accessibility statement, open to all: the rendering of the audit that the repository holds.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { conformityOf, criteriaOf, type Audit, type Criterion } from '../accessibility/conformity.ts'
import { statementWords, type StatementWords } from '../accessibility/statement-words.ts'
import { Notice } from '../components/problem-notice.tsx'
import { useFormat, useI18n, useT } from '../i18n/use-i18n.tsx'
import { accessibilityContactQuery } from '../queries.ts'
import rgaa from '../../docs/accessibility/rgaa.json'
import './guest-page.css'
import './accessibility-page.css'

const audit = rgaa as Audit
const conformity = conformityOf(audit)
const verdicts = ['C', 'NC', 'NA', 'AV'] as const
const defenderAddress = 'https://formulaire.defenseurdesdroits.fr/'

export function AccessibilityPage(): ReactNode {
  const t = useT()
  const { language } = useI18n()
  const words = statementWords[language]
  const title = t('accessibility.title')
  useEffect(() => {
    document.title = `${title} · Socle`
  }, [title])
  return (
    <main className="page-alone accessibility">
      <p className="guest-brand">
        <Link to="/">{words.back}</Link>
      </p>
      <h1>{title}</h1>
      <p className="accessibility-verdict">{words.verdict[conformity.state].replace('{standard}', audit.standard)}</p>
      <p className="quiet">{words.scope}</p>
      <Results words={words} />
      <NotAccessible words={words} />
      <Feedback words={words} />
      <Making words={words} />
      <Grid words={words} />
    </main>
  )
}

interface PartProps {
  readonly words: StatementWords
}

function Results({ words }: PartProps): ReactNode {
  const format = useFormat()
  const { counts, rate, rateAtWorst } = conformity
  const text = words.resultsText
    .replace('{date}', format.day(audit.date))
    .replace('{count}', String(audit.sample.length))
  return (
    <section className="section" aria-labelledby="accessibility-results">
      <h2 id="accessibility-results">{words.results}</h2>
      <p>{text}</p>
      <p>
        <strong>{words.rate.replace('{rate}', String(rate))}</strong>{' '}
        {counts.AV === 0 ? null : words.atWorst.replace('{rate}', String(rateAtWorst))}
      </p>
      <dl className="accessibility-counts">
        {verdicts.map((verdict, index) => (
          <div key={verdict}>
            <dt>{words.byVerdict[index]}</dt>
            <dd>{counts[verdict]}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function NotAccessible({ words }: PartProps): ReactNode {
  const failing = audit.criteria.filter(({ verdict }) => verdict === 'NC')
  const pending = audit.criteria.filter(({ verdict }) => verdict === 'AV')
  return (
    <section className="section" aria-labelledby="accessibility-not">
      <h2 id="accessibility-not">{words.notAccessible}</h2>
      <h3>{words.failing}</h3>
      {failing.length === 0 ? <p>{words.none}</p> : <Reasons criteria={failing} words={words} />}
      {pending.length === 0 ? null : (
        <>
          <h3>{words.pending}</h3>
          <p>{words.pendingText}</p>
          <Reasons criteria={pending} words={words} />
        </>
      )}
    </section>
  )
}

interface ReasonsProps extends PartProps {
  readonly criteria: readonly Criterion[]
}

/** The audit is written in French, whatever the language of the page. */
function Reasons({ criteria, words }: ReasonsProps): ReactNode {
  return (
    <ul>
      {criteria.map(({ number, title, reason, workaround }) => (
        <li key={number}>
          <span lang="fr">
            {number} {title} : {reason}
          </span>
          {workaround === undefined ? null : (
            <>
              {' '}
              {words.workaround} <span lang="fr">{workaround}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

function Feedback({ words }: PartProps): ReactNode {
  const contact = useQuery(accessibilityContactQuery).data?.contact
  return (
    <>
      <section className="section" aria-labelledby="accessibility-feedback">
        <h2 id="accessibility-feedback">{words.feedback}</h2>
        <p>{words.feedbackText}</p>
        {contact === null ? <Notice tone="warning">{words.missing}</Notice> : null}
        {contact == null ? null : (
          <p>
            {words.write} <a href={contact.includes('://') ? contact : `mailto:${contact}`}>{contact}</a>
          </p>
        )}
      </section>
      <section className="section" aria-labelledby="accessibility-recourse">
        <h2 id="accessibility-recourse">{words.recourse}</h2>
        <p>{words.recourseText}</p>
        <ul>
          {words.recourseWays.map((way) => (
            <li key={way}>{way}</li>
          ))}
        </ul>
        <p>
          <a href={defenderAddress}>{words.defender}</a>
        </p>
      </section>
    </>
  )
}

function Making({ words }: PartProps): ReactNode {
  const format = useFormat()
  const lists = [
    [words.technologies, audit.technologies],
    [words.environment, audit.environment],
    [words.tools, audit.tools],
    [words.pages, audit.sample.map(({ name }) => name)],
  ] as const
  return (
    <section className="section" aria-labelledby="accessibility-made">
      <h2 id="accessibility-made">{words.made}</h2>
      <p>{words.madeText.replace('{date}', format.day(audit.date))}</p>
      <dl className="accessibility-making">
        {lists.map(([name, items]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd lang="fr">{items.join(' · ')}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Grid({ words }: PartProps): ReactNode {
  return (
    <details className="section accessibility-grid">
      <summary>{words.grid}</summary>
      <div lang="fr">
        {audit.themes.map((theme, index) => (
          <section key={theme}>
            <h2>{theme}</h2>
            <ul className="plain-list">
              {criteriaOf(audit, index + 1).map(({ number, title, verdict }) => (
                <li key={number}>
                  {number} {title} : <strong>{statementWords.fr.byVerdict[verdicts.indexOf(verdict)]}</strong>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </details>
  )
}
