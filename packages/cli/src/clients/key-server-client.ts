import type { HttpClient, HttpResponse } from '@keyturn/platform/ports'
import { Failure } from './failure.ts'

const TIMEOUT_MS = 120_000

export interface KeyServerAccess {
  readonly name: string
  /** `https://host:port`. */
  readonly url: string
  readonly user: string
  readonly password: string
  /** PEM of the authority of its certificate. */
  readonly authority: string
}

interface ErrorBody {
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string }
}

/** A key server through its administrator's interface (docs/reference/key-server-rest.md). */
export class KeyServerClient {
  readonly #http: HttpClient
  readonly #access: KeyServerAccess
  #token: string | undefined

  constructor(http: HttpClient, access: KeyServerAccess) {
    this.#http = http
    this.#access = access
  }

  /** `path` below `/keyturn/rest/v1`. Throws a Failure that carries the server's own sentence. */
  async request(method: string, path: string, body?: unknown): Promise<unknown> {
    this.#token ??= await this.#logIn()
    const response = await this.#send(
      method,
      path,
      { Authorization: `Bearer ${this.#token}` },
      body,
    )
    return this.#answer(response)
  }

  async #logIn(): Promise<string> {
    const { user, password } = this.#access
    const answer = this.#answer(await this.#send('POST', '/sessions', {}, { user, password }))
    return (answer as { readonly token: string }).token
  }

  #answer(response: HttpResponse): unknown {
    const text =
      typeof response.body === 'string'
        ? response.body
        : Buffer.from(response.body).toString('utf8')
    const answer = text === '' ? undefined : (JSON.parse(text) as unknown)
    if (response.status < 300) return answer
    const { error } = (answer ?? {}) as ErrorBody
    const sentence = error
      ? [error.message, error.hint].filter(Boolean).join(' ')
      : `HTTP status ${response.status}`
    throw new Failure(`${this.#access.name}: ${sentence}`)
  }

  async #send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<HttpResponse> {
    const { url, authority, name } = this.#access
    try {
      return await this.#http.request({
        url: `${url}/keyturn/rest/v1${path}`,
        method,
        timeoutMs: TIMEOUT_MS,
        authorities: [authority],
        headers: {
          ...headers,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Failure(`${name} does not answer: ${reason}`, { cause })
    }
  }
}
