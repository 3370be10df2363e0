/** Colour is never alone: a tone always comes with an icon and words. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'error' | 'primary'
