import "./openApi";
import "./health";
