/** Where agents and leads are asked about escalations, beside their runs. */
export interface ConsultDesk {
  /** Asks the one that is due for longest. False: there is none. Cut by the signal, it gives it back. */
  next(signal: AbortSignal): Promise<boolean>;
}
