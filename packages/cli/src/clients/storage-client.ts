import type { HttpClient, HttpResponse } from '@keyturn/platform/ports'
import { Failure } from './failure.ts'

/** A rekey asks every key server, each with its own time-out. */
const TIMEOUT_MS = 120_000

export interface StorageAccess {
  /** `https://host:port`. */
  readonly url: string
  readonly user: string
  readonly password: string
  /** PEM of the system's certificate. */
  readonly authority: string
}

/** A storage system through its REST interface: the command set, and what Keyturn adds to it. */
export class StorageClient {
  readonly #http: HttpClient
  readonly #access: StorageAccess
  #token: string | undefined

  constructor(http: HttpClient, access: StorageAccess) {
    this.#http = http
    this.#access = access
  }

  /** One command: `parameters` are the body, the object goes into the path. Throws a Failure with the CMMVC message. */
  async command(
    name: string,
    parameters: Readonly<Record<string, unknown>> = {},
    object?: string,
  ): Promise<unknown> {
    const place = object === undefined ? name : `${name}/${encodeURIComponent(object)}`
    return this.request('POST', `/rest/v1/${place}`, parameters)
  }

  /** A request to any path, with the token. */
  async request(method: string, path: string, body?: unknown): Promise<unknown> {
    this.#token ??= await this.#logIn()
    const response = await this.#send(method, path, { 'X-Auth-Token': this.#token }, body)
    const answer = parse(response)
    if (response.status === 200) return answer
    throw new Failure(
      typeof answer === 'string' ? messageOf(answer) : `${path}: HTTP status ${response.status}`,
    )
  }

  async #logIn(): Promise<string> {
    const { user, password, url } = this.#access
    const response = await this.#send('POST', '/rest/v1/auth', {
      'X-Auth-Username': user,
      'X-Auth-Password': password,
    })
    const answer = parse(response) as { readonly token?: string } | undefined
    if (response.status === 200 && answer?.token) return answer.token
    throw new Failure(
      `${url} does not let ${user} in (HTTP status ${response.status}): check user and password file`,
    )
  }

  async #send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<HttpResponse> {
    const { url, authority } = this.#access
    try {
      return await this.#http.request({
        url: url + path,
        method,
        timeoutMs: TIMEOUT_MS,
        authorities: [authority],
        headers: { ...headers, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Failure(`the storage system does not answer: ${reason}`, { cause })
    }
  }
}

function parse(response: HttpResponse): unknown {
  const text =
    typeof response.body === 'string' ? response.body : Buffer.from(response.body).toString('utf8')
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}

/** `CMMVC8533E …` out of `Command error occurred; error code 1: CMMVC8533E … `. */
const messageOf = (answer: string): string =>
  /CMMVC\d{4}E.*/.exec(answer)?.[0].trim() ?? answer.trim()
