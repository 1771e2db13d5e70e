import type { ColumnSet } from './columns.js'

// The names that Excel templates, Google Forms, Shopify, Mailchimp, Stripe, Klaviyo, and HubSpot give
// these columns in English, German, French, Spanish, Italian, Portuguese, Dutch, and Polish. They are
// written as `toColumnKey` returns them.
const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** The fields of an affiliate in a CSV file. A full name in one column is split. */
export type AffiliateColumn = 'firstName' | 'lastName' | 'name' | 'email'

/** The columns of a file of affiliates. */
export const affiliateColumns: ColumnSet<AffiliateColumn> = {
  firstName: {
    title: 'first_name',
    isOptional: true,
    aliases:
      words(`firstname namefirst givenname forename fname first christianname affiliatefirstname
      contactfirstname customerfirstname billingfirstname shippingfirstname yourfirstname firstnames
      givennames legalfirstname preferredname
      vorname vornamen rufname prenom prenoms nombre nombres nombredepila primernombre nome
      primeironome primeironomeproprio nomeproprio nomedibattesimo nomeproprio
      voornaam voornamen roepnaam imie imiona pierwszeimie`),
  },
  lastName: {
    title: 'last_name',
    isOptional: true,
    aliases: words(`lastname namelast surname familyname lname last secondname affiliatelastname
      contactlastname customerlastname billinglastname shippinglastname yourlastname lastnames
      familynames surnames legallastname
      nachname nachnamen familienname zuname nomdefamille nomfamille apellido apellidos
      primerapellido cognome cognomi sobrenome sobrenomes apelido apelidos ultimonome
      achternaam achternamen familienaam nazwisko nazwiska`),
  },
  name: {
    title: 'name',
    isOptional: true,
    aliases: words(`fullname name displayname customername affiliatename contactname contact
      yourname yourfullname firstandlastname firstlastname lastfirstname nameofaffiliate
      nom billingname shippingname cardholdername
      vollstandigername vollername vorundnachname vornamenachname nachnamevorname namevorname
      kontaktname nomcomplet nometprenom prenometnom nomprenom prenomnom
      nombrecompleto nombreyapellido nombreyapellidos nomecompleto nomeecognome cognomeenome
      nomecognome nomeesobrenome nomesobrenome
      volledigenaam naam voorenachternaam pelnenazwisko imieinazwisko nazwiskoiimie imienazwisko`),
  },
  email: {
    title: 'email',
    aliases: words(`email emailaddress mail emailadress emailid mailaddress emailvalue primaryemail
      emails emailaddresses useremail userprimaryemail personalemail businessemail
      workemail contactemail affiliateemail customeremail youremail youremailaddress
      whatisyouremail whatisyouremailaddress emailaddr emailcontact
      emailadresse emailadressen mailadresse emailanschrift
      adressemail adresseemail adressesemail adressemessagerie adressedemessagerie
      adresseelectronique courriel adressecourriel votreemail
      correo correos correoelectronico direccionemail direcciondeemail direcciondecorreo
      direcciondecorreoelectronico emailcorreoelectronico tucorreo
      indirizzoemail indirizzomail indirizzodiposta indirizzodipostaelettronica postaelettronica
      indirizzodiemail enderecoemail enderecodeemail correioeletronico correioelectronico
      enderecodecorreioeletronico seuemail
      emailadres emailadressen mailadres eadres
      adresemail adresmail adrespocztyelektronicznej pocztaelektroniczna twojemail
      billingemail shippingemail paypalemail payoutemail username`),
  },
}

/** The columns of a file of affiliates to import. */
export const importColumns: ColumnSet<AffiliateColumn | 'commissionRate'> = {
  ...affiliateColumns,
  // Not `commission` alone, which is an amount in reports.
  commissionRate: {
    title: 'commission_rate',
    isOptional: true,
    isRare: true,
    aliases:
      words(`commissionrate commissionpercent commissionpercentage commissionpct commissioninpercent
      affiliatecommissionrate affiliaterate payoutrate
      provisionssatz provisionsrate provisionprozent provisioninprozent provisionssatzinprozent
      tauxdecommission tauxcommission porcentajedecomision porcentajecomision tasadecomision
      tassodicommissione percentualedicommissione percentualecommissione taxadecomissao taxacomissao
      percentualdecomissao commissiepercentage commissiepercentages stawkaprowizji procentprowizji`),
  },
}

/** The names of a column of codes. `Coupon` alone can also be the coupon that a code belongs to. */
export const codeAliases: readonly string[] = words(`code promocode promotionalcode promotioncode
  couponcode discountcode vouchercode referralcode affiliatecode offercode codes promocodes
  couponcodes discountcodes
  gutscheincode rabattcode aktionscode gutscheincodes rabattcodes
  codepromo codepromotionnel codedereduction codereduction codecoupon codesderemise coderemise
  codigo codigopromocional codigodedescuento codigodecupon codigodescuento codigocupon codigos
  codice codicepromozionale codicepromo codicesconto codicecoupon codici
  codigodedesconto codigodecupom codigodesconto codigocupom
  kortingscode actiecode couponnummer kod kodpromocyjny kodrabatowy kodkuponu kody`)

/** The columns of a file of codes that are taken. */
export const takenColumns: ColumnSet<'code'> = {
  code: {
    title: 'code',
    aliases: [
      ...codeAliases,
      ...words('promo coupon voucher gutschein cupon cupom rabatt kupon kortingsbon'),
    ],
  },
}

/** A column that identifies a record. */
export type KeyName = 'id' | 'code' | 'email' | 'name' | 'link' | 'externalId'

/** The columns that identify records in a file of records to change. */
export const keyColumns: ColumnSet<KeyName> = {
  id: {
    title: 'id',
    aliases: words('id couponid affiliateid linkid referralid saleid'),
  },
  code: takenColumns.code,
  email: affiliateColumns.email,
  name: { title: 'name', aliases: words('name couponname coupon') },
  link: { title: 'link', aliases: words('link affiliatelink') },
  externalId: {
    title: 'external_id',
    aliases: words('externalid saleexternalid referreduserexternalid orderid order customerid'),
  },
}
