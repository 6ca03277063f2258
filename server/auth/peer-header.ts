/** Set on every request by the web server from the socket's own address, whatever the client sent. */
export const PEER_HEADER = 'x-signalbox-peer';
