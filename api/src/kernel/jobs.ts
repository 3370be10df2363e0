/** What background work tells the worker that runs it. */

/** It has stopped at a safe point because it was asked to, or because its turn has not come: no failure, it is taken up again. */
export class JobHalted extends Error {}
