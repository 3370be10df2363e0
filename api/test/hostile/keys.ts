/** A data key for processes that are started by tests. Nothing is kept with it. */
export const DEMO_KEY = Buffer.alloc(32, 7).toString('base64')
