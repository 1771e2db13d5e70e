/** The origin in the samples of the contracts, which the page replaces with its own. */
export const sampleOrigin = 'https://referly.example.com'
