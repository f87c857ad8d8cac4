/** The options of a connection over TCP where there is no TCP: they are kept, so that protocols may set them. */
export abstract class TCPOptions {
  #noDelay = false;
  #keepAlive = false;

  /** What {@link setTcpNoDelay} was told last; false at first. */
  getTcpNoDelay(): boolean {
    return this.#noDelay;
  }

  /** Changes nothing but {@link getTcpNoDelay}. */
  setTcpNoDelay(enabled: boolean): void {
    this.#noDelay = enabled;
  }

  /** What {@link setTcpKeepAlive} was told last; false at first. */
  getTcpKeepAlive(): boolean {
    return this.#keepAlive;
  }

  /** Changes nothing but {@link getTcpKeepAlive}. */
  setTcpKeepAlive(enabled: boolean): void {
    this.#keepAlive = enabled;
  }
}
