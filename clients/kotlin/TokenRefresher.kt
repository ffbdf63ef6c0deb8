// Not compiled and not run by the tests of this project.
import java.io.IOException
import java.util.concurrent.Callable
import java.util.concurrent.TimeUnit
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.Response
import org.json.JSONException
import org.json.JSONObject

private const val TRIES = 6
private const val MAX_WAIT_SECONDS = 300L
private val JWT = Regex("""eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+""")

/**
 * For CommunicationTokenRefreshOptions. The credential calls it on a thread of its own, where it may block. It tries
 * again by itself: after a failed refresh the credential would not. `onSignedOut` comes on that thread, too.
 */
class TokenRefresher(
    private val url: String,
    private val acquireEntraToken: () -> String,
    private val onSignedOut: () -> Unit,
) : Callable<String> {
    private class Outcome(val status: Int, val said: String, val retryAfter: Long? = null, val token: String? = null)

    private val client = OkHttpClient.Builder().callTimeout(15, TimeUnit.SECONDS).followRedirects(false).build()

    override fun call(): String {
        var tries = 1
        while (true) {
            val outcome = ask()
            if (outcome.token != null) return outcome.token
            if (outcome.status == 401 || outcome.status in 300..399) onSignedOut()
            val isPassing = outcome.status == 0 || outcome.status == 429 || outcome.status >= 500
            if (!isPassing || tries == TRIES) throw IOException("No token: ${outcome.said}.")
            val seconds = outcome.retryAfter?.coerceIn(1, MAX_WAIT_SECONDS) ?: (1L shl tries)
            // Up to half as long again, so that those who were told the same do not come back together.
            Thread.sleep((1000 * seconds * (1 + Math.random() / 2)).toLong())
            tries++
        }
    }

    private fun ask(): Outcome {
        val request = Request.Builder().url(url).header("Authorization", "Bearer ${acquireEntraToken()}").build()
        return try {
            client.newCall(request).execute().use { outcomeOf(it) }
        } catch (failure: IOException) {
            Outcome(0, "no reply")
        }
    }

    private fun outcomeOf(reply: Response): Outcome {
        if (reply.code == 200) {
            return Outcome(200, "200 without a token", token = tokenIn(reply.body?.string().orEmpty()))
        }
        val said = "${reply.code} ${reply.header("x-ms-error-code") ?: "without a code"}"
        val date = reply.headers.getDate("Retry-After")
        val seconds = date?.let { (it.time - System.currentTimeMillis()) / 1000 }
        return Outcome(reply.code, said, reply.header("Retry-After")?.toLongOrNull() ?: seconds)
    }

    /** A page of HTML has none, and what is no JWT does not get to the credential. */
    private fun tokenIn(text: String): String? = try {
        JSONObject(text).optString("token").takeIf { JWT.matches(it) }
    } catch (failure: JSONException) {
        null
    }
}
