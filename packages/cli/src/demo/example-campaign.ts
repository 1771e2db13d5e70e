/** The coupon of quickstart. */
export const exampleCoupon = {
  name: 'Spring',
  couponType: 'PERCENTAGE',
  percentOff: 20,
  duration: 'repeating',
  durationInMonths: 3,
} as const

/** The commission of all affiliates, in percent. */
export const exampleCommissionRate = 25

/** The structure of the codes: Referly's documented example, `SAVEJOHN8X4Z`. */
export const exampleStructure = { prefix: 'SAVE', firstName: true, random: 4 } as const
