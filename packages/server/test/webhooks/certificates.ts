/**
 * Certificates for receivers on this machine, made with OpenSSL. The authority and those without an expiry in their
 * name are valid until 2126. The keys are useless outside of the tests.
 */

/** An authority that only tests trust. */
export const testAuthority = `-----BEGIN CERTIFICATE-----
MIIBiDCCAS+gAwIBAgIUF+Mqi7i9rVKMQWBuw7QRFiQhrKgwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTI4MTQyNzU0WhgPMjEy
NjExMDQxNDI3NTRaMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEK1qS7ykh23V/INWimMiIRUpuwrzCWRY1cxM0/cUX
68xgO/f2/nswAfH7CVYvNjL9l+kZdItn8g1uCTe21JoujaNTMFEwHQYDVR0OBBYE
FES9DU05K6mMJIqytwjGHHqEe/xqMB8GA1UdIwQYMBaAFES9DU05K6mMJIqytwjG
HHqEe/xqMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgeJ9f+WL+
xOjbGdZXXM7DKxeqt0mUFNTpmFKTOfmzsHQCICOvAKbPCufXaDvI+pKJmbs+qGz6
5O70v497AE0AycYX
-----END CERTIFICATE-----
`

interface Certificate {
  readonly key: string
  readonly cert: string
}

/** A certificate of the authority for localhost and 127.0.0.1. */
export const validCertificate: Certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMmkY8SG0GTjibcJI
JOCJRGJ6kezd/D1HKWQkp1sOnN+hRANCAAQbZjmE5iYVkDYJ6NCkscFrDAP+s+yw
C3kTtDjggAM74niIsS/DgOJ6kS+wLUdGlhIDMcT5X0klq3SrOWnL83PM
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBjzCCATWgAwIBAgIUDOtqpyGqIWaGtPFz1a7Loefpc90wCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTI4MTQyNzU0WhgPMjEy
NjExMDQxNDI3NTRaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEG
CCqGSM49AwEHA0IABBtmOYTmJhWQNgno0KSxwWsMA/6z7LALeRO0OOCAAzvieIix
L8OA4nqRL7AtR0aWEgMxxPlfSSWrdKs5acvzc8yjXjBcMBoGA1UdEQQTMBGCCWxv
Y2FsaG9zdIcEfwAAATAdBgNVHQ4EFgQUX3Dfe1uE3TKzxiRbGzgOqiJ8IJ8wHwYD
VR0jBBgwFoAURL0NTTkrqYwkirK3CMYceoR7/GowCgYIKoZIzj0EAwIDSAAwRQIh
AKGskGemvNIc6YqZNogHsnch6xsJ49w2ra9t6vNWzN0NAiAgjz4eBRCiVsGpUR2z
Tc7kpVBKBlYu+XCjXThcGUd1pg==
-----END CERTIFICATE-----
`,
}

/** The same, but expired in 2020. */
export const expiredCertificate: Certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgU26lqr/fiotlVIRK
dI80A2+LdqWRipjXwGGUo0dSTMahRANCAAR0p/6MQ1I75uSni8iKa4p7W+y6KMHs
3wgdHHQrWTyA1e0T88KVBrngpcEyQ1SXBrZrWbf5LDcA59RF03+HJHcZ
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBejCCASCgAwIBAgIBATAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5UZXN0IGF1
dGhvcml0eTAeFw0yMDAxMDEwMDAwMDBaFw0yMDAxMDIwMDAwMDBaMBQxEjAQBgNV
BAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHSn/oxDUjvm
5KeLyIprintb7LoowezfCB0cdCtZPIDV7RPzwpUGueClwTJDVJcGtmtZt/ksNwDn
1EXTf4ckdxmjXjBcMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAdBgNVHQ4E
FgQUkpDZlgiR0cmwyBDmcuzoyJzKqAUwHwYDVR0jBBgwFoAURL0NTTkrqYwkirK3
CMYceoR7/GowCgYIKoZIzj0EAwIDSAAwRQIhAImVjvqENLtqQfFynEyY28oavr4y
dL15foNHa7ikMWXBAiBp5pEZ3gke2v7/sKmOxlv+MWeeyuBP9Xf8u3ltBQzDKA==
-----END CERTIFICATE-----
`,
}

/** A certificate of the authority for another host. */
export const otherCertificate: Certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNLHEWKQwUhPevVFG
fbcGsGV8RgqM5OI30Oqk8NdqiWKhRANCAAQrM/umcDg3u8uwkOdXJxsCj5pZyBds
VK5ypPJXq7oI7BJv2wfpdPjpGSRnqnAArsqasJ1MzKYl2b+GxUfoCnnD
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBkjCCATegAwIBAgIUDOtqpyGqIWaGtPFz1a7Loefpc94wCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTI4MTQyNzU0WhgPMjEy
NjExMDQxNDI3NTRaMBgxFjAUBgNVBAMMDW90aGVyLmV4YW1wbGUwWTATBgcqhkjO
PQIBBggqhkjOPQMBBwNCAAQrM/umcDg3u8uwkOdXJxsCj5pZyBdsVK5ypPJXq7oI
7BJv2wfpdPjpGSRnqnAArsqasJ1MzKYl2b+GxUfoCnnDo1wwWjAYBgNVHREEETAP
gg1vdGhlci5leGFtcGxlMB0GA1UdDgQWBBTmSKn8XiW/R59uiDJl/SpOvAETkjAf
BgNVHSMEGDAWgBREvQ1NOSupjCSKsrcIxhx6hHv8ajAKBggqhkjOPQQDAgNJADBG
AiEAxt5r414pbB6qFyl2wZ8PE86AO7CskO8BfkMo8VVnMkMCIQDd/TbVj1SnqVH+
8EAxuhhbay3BY9UU2I748gUbe+fxZw==
-----END CERTIFICATE-----
`,
}
