import { describe, expect, it } from 'vitest'
import { toColumnKey } from '../src/column-keys.js'
import { affiliateColumns, takenColumns } from '../src/column-names.js'
import { findColumns } from '../src/columns.js'

describe('the header of a file of affiliates', () => {
  it.each([
    ['English', 'First Name', 'Last Name', 'Email Address'],
    ['English, a form', 'Your first name', 'Your last name', 'What is your email address?'],
    ['German', 'Vorname', 'Nachname', 'E-Mail-Adresse'],
    ['German, Mailchimp', 'Vorname', 'Familienname', 'Emailadresse'],
    ['French', 'Prénom', 'Nom de famille', 'Adresse e-mail'],
    ['French, Canada', 'PRÉNOM', 'Nom de famille', 'Courriel'],
    ['Spanish', 'Nombre', 'Apellidos', 'Correo electrónico'],
    ['Spanish, a form', 'Nombre(s)', 'Apellido', 'Dirección de correo electrónico'],
    ['Italian', 'Nome', 'Cognome', 'Indirizzo email'],
    ['Portuguese', 'Nome', 'Sobrenome', 'Endereço de e-mail'],
    ['Portuguese, Portugal', 'Nome próprio', 'Apelido', 'Correio eletrónico'],
    ['Dutch', 'Voornaam', 'Achternaam', 'E-mailadres'],
    ['Polish', 'Imię', 'Nazwisko', 'Adres e-mail'],
    [
      'English, questions',
      'What’s your first name?',
      'What is your last name?',
      'Please enter your email',
    ],
    ['German, questions', 'Dein Vorname', 'Dein Nachname', 'Wie lautet deine E-Mail-Adresse?'],
    [
      'French, questions',
      'Votre prénom',
      'Votre nom de famille',
      'Quelle est votre adresse e-mail ?',
    ],
    ['Spanish, questions', '¿Cuál es tu nombre?', 'Tus apellidos', 'Tu correo electrónico'],
    ['Gravity Forms', 'Name (First)', 'Name (Last)', 'Email (Enter Email)'],
    ['Google Contacts', 'Given Name', 'Family Name', 'E-mail 1 - Value'],
    ['underscores', 'first_name', 'last_name', 'email_address'],
    ['camel case', 'firstName', 'lastName', 'emailAddress'],
    ['capitals', 'FIRSTNAME', 'SURNAME', 'E-MAIL'],
    ['remarks', 'First Name*', 'Last Name (optional)', 'Email (required)'],
    ['German remarks', 'Vorname*', 'Nachname:', 'E-Mail [Pflichtfeld]'],
    ['numbers', '1. First name', '2. Last name', '3. Email'],
    ['Shopify', 'Billing First Name', 'Billing Last Name', 'Customer Email'],
    ['full width', 'Ｆｉｒｓｔ Ｎａｍｅ', 'Ｌａｓｔ Ｎａｍｅ', 'Ｅｍａｉｌ'],
  ])('is read in %s', (_, ...header) => {
    expect(findColumns(header, affiliateColumns)).toEqual({
      columns: { firstName: 0, lastName: 1, name: -1, email: 2 },
      extras: [],
    })
  })

  it.each([
    'Name',
    'Full Name',
    'full_name',
    'Your name',
    'Vor- und Nachname',
    'Nom complet',
    'Nom et prénom',
    'Nombre completo',
    'Nombre y apellidos',
    'Nome completo',
    'Nome e cognome',
    'Volledige naam',
    'Imię i nazwisko',
  ])('can have the full name in one column: %s', (title) => {
    expect(findColumns([title, 'Email'], affiliateColumns)?.columns).toMatchObject({ name: 0 })
  })

  it.each([
    ['Email', 'Billing Email', 0],
    ['Billing Email', 'Email', 1],
    ['Shipping Email', 'Billing Email', 1],
    ['PayPal Email', 'Email Address', 1],
    ['Username', 'E-Mail', 1],
    ['E-mail Address', 'E-mail 2 Address', 0],
    ['E-mail 2 - Value', 'E-mail 1 - Value', 1],
    ['Your email', 'Email', 1],
    ['What is the email?', 'Billing Email', 0],
  ])('prefers the better of two columns: %s, %s', (first, second, index) => {
    const found = findColumns([first, second, 'Name'], affiliateColumns)
    expect(found?.columns.email).toBe(index)
    expect(found?.extras).toEqual([{ index: 1 - index, title: index === 0 ? second : first }])
  })

  it('suggests the exact option when two columns have the same name', () => {
    expect(() => findColumns(['Email', 'Name', 'E-mail'], affiliateColumns)).toThrow(
      'Columns 1 ("Email") and 3 ("E-mail") could both be email. Choose one by its number, such as 1.',
    )
  })

  it.each([
    ['Kontakt', 1],
    ['kontakt', 1],
    ['2', 1],
  ])('is read as the user specifies: email is "%s"', (title, email) => {
    const map = new Map([['email', title]])
    const found = findColumns(['Name', 'Kontakt', 'Email'], affiliateColumns, map)
    expect(found?.columns).toMatchObject({ email, name: 0 })
    expect(found?.extras).toEqual([{ index: 2, title: 'Email' }])
  })

  it('keeps the other columns, and numbers those without a name', () => {
    const header = ['Tier', 'Name', '', 'Email', 'Notes']
    expect(findColumns(header, affiliateColumns)?.extras).toEqual([
      { index: 0, title: 'Tier' },
      { index: 2, title: 'column_3' },
      { index: 4, title: 'Notes' },
    ])
  })

  it('is not found in a row of data', () => {
    expect(findColumns(['Ada', 'King', 'ada@example.com'], affiliateColumns)).toBeUndefined()
  })
})

describe('a column of codes', () => {
  it.each([
    'Code',
    'Promo Code',
    'Promotion code',
    'Coupon code',
    'Discount code',
    'Voucher Code',
    'Gutscheincode',
    'Rabatt-Code',
    'Code promo',
    'Code de réduction',
    'Código de descuento',
    'Código promocional',
    'Codice sconto',
    'Código de desconto',
    'Kortingscode',
    'Kod rabatowy',
    'Coupon',
  ])('is found under the name %s', (title) => {
    expect(findColumns(['Name', title], takenColumns)?.columns).toEqual({ code: 1 })
  })
})

describe('the key of a column', () => {
  it.each([
    ['E-Mail Address* (required)', 'emailaddress'],
    ['Prénom :', 'prenom'],
    ['Straße', 'strasse'],
    ['  first_name ', 'firstname'],
    ['Email — required', 'email'],
  ])('%j is %s', (title, key) => {
    expect(toColumnKey(title)).toBe(key)
  })
})
