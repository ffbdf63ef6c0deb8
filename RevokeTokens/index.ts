import "./revokeTokens";
import "./revokeMyTokens";
