/** HTTP(S) as a port: a request goes in, an answer comes out. Frames, limits and TLS are the adapter's. */
export interface HttpServer {
  listen(options: HttpListenOptions, handle: HttpHandler): Promise<HttpListener>
}

export interface HttpListenOptions {
  readonly host: string
  readonly port: number
  /** PEM; absent: plain HTTP (metrics and health on loopback). */
  readonly identity?: { readonly certificate: string; readonly key: string }
  /** Longest body in bytes; a longer one gets 413 without a call of the handler. */
  readonly maxBodyBytes: number
}

export interface HttpListener {
  readonly port: number
  update(identity: { readonly certificate: string; readonly key: string }): void
  close(): Promise<void>
}

export interface HttpRequest {
  readonly method: string
  /** Path as sent, percent-encoded, without the query. */
  readonly path: string
  readonly query: ReadonlyMap<string, string>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  readonly remoteAddress: string
}

export interface HttpResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** Never rejects by intention; if it does, the adapter answers 500 with a log id and nothing of the cause. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>

export interface HttpClient {
  request(options: HttpClientRequest): Promise<HttpResponse>
}

export interface HttpClientRequest {
  readonly url: string
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** PEM of the CAs to trust. */
  readonly authorities?: readonly string[]
  readonly identity?: { readonly certificate: string; readonly key: string }
  readonly timeoutMs: number
}
