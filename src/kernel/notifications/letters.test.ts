import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkLetter, notificationLetter } from './letters.ts'

const claire = { email: 'claire@breval.example', full_name: 'Claire Bréval' }

test('a link letter says who invites, how long the link works, and keeps the token out of requests', () => {
  const link = { token: 'abc', organization_name: 'Menuiserie', base_url: 'https://socle.example' }
  const invitation = linkLetter(claire, { letter: 'INVITATION', ...link })
  assert.equal(invitation.subject, 'Invitation de Menuiserie')
  assert.match(invitation.text, /^Bonjour Claire Bréval,\n\nMenuiserie vous invite/)
  assert.match(invitation.text, /\nhttps:\/\/socle\.example\/invitation#token=abc\n/)
  assert.match(linkLetter(claire, { letter: 'PASSWORD_RESET', ...link }).text, /\/reset-password#token=abc\n/)
})

test('one notification gives its title to the letter, several are counted', () => {
  const item = { title: 'Action confiée', body: 'Relancer le fournisseur.', link: '/kpis/1' }
  const one = notificationLetter(claire, [item], 'https://socle.example')
  assert.deepEqual([one.to, one.subject], [claire.email, 'Action confiée'])
  assert.match(one.text, /• Action confiée\nRelancer le fournisseur\.\nhttps:\/\/socle\.example\/kpis\/1\n/)
  assert.equal(notificationLetter(claire, [item, item], 'https://socle.example').subject, '2 nouvelles dans Socle')
})

test('names and titles cannot add lines or headers to a letter', () => {
  const evil = 'A\r\nBcc: victime@example.org\u2028x'
  const letter = notificationLetter({ ...claire, full_name: evil }, [{ title: evil, body: '', link: null }], '')
  assert.equal(letter.subject, 'A Bcc: victime@example.org x')
  assert.match(letter.text, /^Bonjour A Bcc: victime@example\.org x,\n/)
  const invitation = linkLetter(claire, { letter: 'INVITATION', token: 't', organization_name: evil, base_url: '' })
  assert.doesNotMatch(invitation.subject, /[\r\n]/)
})
