// Not compiled and not run by the tests of this project.
import Foundation

/// For `CommunicationTokenRefreshOptions`. Seen in AzureCommunicationCommon 1.3.8: a completion with neither token nor
/// error ends the app; the timer for the next token is set where the completion runs, and fires on the main run loop
/// only; and while a refresh fails, callers get its error, though the old token is good. So it tries again by itself.
final class TokenRefresher {
    typealias Completion = (String?, Error?) -> Void

    private let url: URL
    private let acquireEntraToken: (@escaping Completion) -> Void
    private let onSignedOut: () -> Void
    private let maxTries = 6
    private let maxWait = 300.0
    /// Those who wait for the same token. Used on the main queue only, as all of this.
    private var waiting: [Completion] = []

    init(url: URL, acquireEntraToken: @escaping (@escaping Completion) -> Void, onSignedOut: @escaping () -> Void) {
        self.url = url
        self.acquireEntraToken = acquireEntraToken
        self.onSignedOut = onSignedOut
    }

    func refresh(_ done: @escaping Completion) {
        DispatchQueue.main.async {
            self.waiting.append(done)
            if self.waiting.count == 1 { self.ask(tries: 1) }
        }
    }

    private func ask(tries: Int) {
        acquireEntraToken { entraToken, error in
            guard let entraToken = entraToken else {
                DispatchQueue.main.async { self.end(nil, error ?? self.failure(0, "no Entra token")) }
                return
            }
            var request = URLRequest(url: self.url, timeoutInterval: 15)
            request.setValue("Bearer \(entraToken)", forHTTPHeaderField: "Authorization")
            URLSession.shared.dataTask(with: request) { data, reply, _ in
                DispatchQueue.main.async { self.take(reply as? HTTPURLResponse, data, tries) }
            }.resume()
        }
    }

    private func take(_ reply: HTTPURLResponse?, _ data: Data?, _ tries: Int) {
        let status = reply?.statusCode ?? 0
        if status == 200 {
            let token = tokenIn(data)
            end(token, token == nil ? failure(200, "200 without a token") : nil)
            return
        }
        if status == 401 { onSignedOut() }
        let isPassing = status == 0 || status == 429 || status >= 500
        if !isPassing || tries == maxTries {
            let code = reply?.value(forHTTPHeaderField: "x-ms-error-code") ?? "without a code"
            end(nil, failure(status, status == 0 ? "no reply" : "\(status) \(code)"))
            return
        }
        let told = seconds(reply?.value(forHTTPHeaderField: "Retry-After")).map { min(max($0, 1), maxWait) }
        // Up to half as long again, so that those who were told the same do not come back together.
        let wait = (told ?? pow(2, Double(tries))) * Double.random(in: 1...1.5)
        DispatchQueue.main.asyncAfter(deadline: .now() + wait) { self.ask(tries: tries + 1) }
    }

    private func end(_ token: String?, _ error: Error?) {
        let handlers = waiting
        waiting = []
        handlers.forEach { $0(token, error) }
    }

    /// A page of HTML has none, and what is no JWT does not get to the credential.
    private func tokenIn(_ data: Data?) -> String? {
        let body = data.flatMap { try? JSONSerialization.jsonObject(with: $0) } as? [String: Any]
        let token = body?["token"] as? String
        return token?.range(of: #"^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$"#, options: .regularExpression) == nil ? nil : token
    }

    private func failure(_ status: Int, _ text: String) -> Error {
        NSError(domain: "TokenAPI", code: status, userInfo: [NSLocalizedDescriptionKey: "No token: \(text)."])
    }

    /// Of `Retry-After`: a number of seconds, or a date.
    private func seconds(_ retryAfter: String?) -> TimeInterval? {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return retryAfter.flatMap { Double($0) ?? format.date(from: $0)?.timeIntervalSinceNow }
    }
}
