"""What pages call themselves that stand where an article should be.

Message pages are written once by those who make servers, shields and content systems, so their words are few
and the same everywhere. Only what speaks of the page itself, or to its reader, is here: an article may tell
of captchas, of maintenance and of lost pages, but is not headed with these words alone and does not begin a
paragraph with them.
"""

import re
from typing import NamedTuple


class Words(NamedTuple):
    """Of one kind of page: what it is headed with, in full, and how a message on it begins."""

    headed: re.Pattern[str]
    told: re.Pattern[str]


_MACROS = {
    "<sorry>": (
        "((oops|sorry|we(['’]| a)re sorry|unfortunately|很?抱歉|对不起|對不起)[ ,.!，。！:：]*(but )?)?"
    ),
    "<page_en>": (
        "((the|this|that|your|our) )?(requested )?(page|article|story|content|file|post|url|address|link)"
    ),
    "<you_en>": r"( (that )?you(['’]re|['’]ve| are| were| have)? [^.,]{0,50}?)?",
    "<page_zh>": (
        "[您你]?所?(要|想|正在)?(访问|訪問|浏览|瀏覽|查看|查找|寻找|尋找|阅读|閱讀|连结|連結|请求|請求|找)?的?"
        "(该|該|此|本|这个|這個|这篇|這篇)?"
        "(网页|網頁|页面|頁面|内容|內容|文章|新闻|新聞|资讯|資訊|信息|链接|連結|帖子|网址|網址)"
    ),
    "<gone_zh>": (
        "(已经|已經|可能已|已|暂时|暫時)?(被|经|經|因违规|因違規)?(发布者|發布者|作者|管理员|管理員)?"
        "(不存在|找不到|未找到|没有找到|沒有找到|无法找到|無法找到|走丢了|丢失了?|删除|刪除|移除|下线|下線|下架|失效|过期"
        "|無法查看|无法查看|无法访问|无法显示|無法顯示)"
    ),
    "<system>": (
        "(当前|目前)?(网站|網站|系统|系統|服务器|服務器|伺服器|网络|網路|网络请求|访问|请求)(正在|太|过于)?"
    ),
}


def _any_of(lines: str) -> re.Pattern[str]:
    """One alternative on each line."""
    for name, pattern in _MACROS.items():
        lines = lines.replace(name, pattern)
    return re.compile("|".join(line.strip() for line in lines.strip().split("\n")), re.IGNORECASE)


CHALLENGE = Words(
    headed=_any_of(
        r"""
        just a moment
        one moment,? please
        nur einen moment
        einen moment( bitte)?
        un (momento|instant|moment)
        attention required!?
        access (is )?(denied|forbidden)
        (http )?(error )?403\W*(error|forbidden)?
        forbidden
        (error\W+)?the request could not be satisfied
        access to this page has been denied
        request (unsuccessful|blocked)
        (sorry,? )?you have been blocked
        pardon our interruption
        are you a (ro)?bot
        robot check
        (security|bot|browser|client) (check|verification|challenge)
        (checking|verifying) your browser
        ddos-guard
        (verify(ing)?|confirm|prove) (that )?you(['’]re| are) (a )?human
        human verification
        captcha
        sina visitor system
        新浪访客系统
        (百度|知乎|京东)?(安全|人机|人機|访问|訪問|滑动|滑块)(验证|驗證)(页面|頁面|中心)?
        (网络)?环境异常
        异常访问(提示)?
        访问异常
        (驗證|验证)[您你]是(人類|人类|真人)
        (请|請)稍[候等后後]
        sicherheitsüberprüfung
        sind sie ein (mensch|roboter)
        アクセスの確認
        アクセスが(拒否|制限)されました
        しばらくお待ちください
        ロボットではないことを(確認|証明)(して(ください)?)?
        """
    ),
    told=_any_of(
        r"""
        .{0,80}\b(verify(ing)?|confirm|prove) (that )?you(['’]| a)re (not )?(a )?(human|(ro)?bot|real)\b
        .{0,80}\b(know|sure) (that )?you(['’]| a)re not a (ro)?bot\b
        our systems have detected unusual (traffic|activity)
        (we['’]ve|we have) detected unusual (traffic|activity)
        (please )?enable (js|javascript) and (cookies to continue|disable any ad blocker)
        you don['’]t have permission to access .{1,300} on this server
        (request unsuccessful\. )?incapsula incident
        cloudflare ray id
        block reference id
        .{0,60}\b(checking|verifying) your browser
        the request could not be satisfied
        .{0,60} (needs to review|is checking) the security of your connection
        (sorry,? )?you have been blocked
        press & hold to confirm
        .{0,30}dass sie (ein mensch|kein roboter|kein bot) sind
        die sicherheit ihrer verbindung muss
        (当前|您的|您当前的?)?(网络)?环境(异常|存在异常|存在风险)[，,]
        .{0,20}(完成|进行)(安全|人机)?验证(后|，)
        .{0,20}(请|請)输入验证码后继续
        检测到[您你]的(访问|请求|网络|IP).{0,10}(频繁|异常)
        .{0,15}驗證[您你]是(人類|真人|否)
        .{0,30}(您的|你的)(访问|请求)(已)?被(阻断|拦截|拒绝)
        请(按住|拖动|向右(滑动|拖动)).{0,4}滑块
        (正在|請|请)(验证|驗證|检查|檢查|完成).{0,6}(您|你).{0,10}(真人|人类|人類|浏览器|瀏覽器)
        (あなたが)?(ロボット|人間)(では?ない|である)こと
        .{0,40}通常と異なる(アクセス|トラフィック)を検(知|出)
        .{0,40}(que vous (n['’]êtes pas un robot|êtes humain)|que no eres un robot|que eres humano)
        """
    ),
)

LOGIN = Words(
    headed=_any_of(
        r"""
        (please )?(log|sign)[\s-]?in( to (your account|continue))?
        log-?on
        (member|user|account) (login|sign ?in)
        (bitte )?(anmelden|anmeldung|einloggen|login)
        melden sie sich an
        (se )?connexion
        connectez-vous
        iniciar sesión
        (请|請)?先?(会员|會員|用户|用戶|账号|帳號|帐号)?(登录|登錄|登入|登陆)([/／](注册|註冊))?(页面|頁面)?
        (会員)?ログイン(画面|ページ)?
        サインイン
        (log|sign) in(to)? (to )?.{2,30}
        (登录|登入) ?[a-z]{2,20}
        (se connecter|identifiez-vous|inicia sesión|accedi|войти|вход)
        로그인
        """
    ),
    told=_any_of(
        r"""
        (please )?(log|sign) in to (continue|read|view|access)
        you (must|need to|have to) (be logged|log|sign) in
        bitte (melden sie sich|loggen sie sich).{0,60}\b(an|ein)\b
        (请|請)(先)?(登录|登錄|登入).{0,6}(后|後|以|继续|繼續|查看)
        (扫描二维码|扫码|密码|验证码|手机号|账号|短信)(登录|登陆)$
        .{0,30}(ログイン|会員登録)(が必要です|してください)
        """
    ),
)

GONE = Words(
    headed=_any_of(
        r"""
        (http ?)?(error|fehler|erreur|oops)?[\s:!]*404\W*(error|(page )?not found|页面不存在|找不到页面)?
        <sorry><page_en>? ?(was |is )?(not|could not be|couldn['’]t be|cannot be|can['’]?t be) found
        <sorry>(we )?(can['’]t|cannot|couldn['’]t|could not) find (that|the|this) page( you.{0,40})?
        <sorry><page_en> ((is )?(no longer |not |un)|isn['’]t )available
        .{0,30}\b404\b.{0,10}((nicht |not )(found|gefunden)|introuvable|no encontrada|页面|頁面).{0,20}
        <sorry><page_en> (does not|doesn['’]t|no longer) exists?
        <page_en> (has (been )?)?(moved|removed|deleted)
        (object|document) moved
        (301|302)\W+(moved|found).{0,20}
        (die )?(seite|artikel) (wurde |konnte )?nicht (mehr )?(gefunden( werden)?|verfügbar)
        (die(se)? )?seite (existiert|gibt es) nicht( mehr)?
        pagina niet gevonden
        página não encontrada
        sidan (kunde inte hittas|hittades inte)
        nie znaleziono strony
        page (introuvable|non trouvée)
        página no encontrada
        pagina non trovata
        страница не найдена
        (페이지를|요청하신 페이지를) 찾을 수 없습니다
        <sorry><page_zh><gone_zh>了?
        <sorry>找不到<page_zh>
        お?探し(の|だった)?(ページ|記事)(は|が)見つかりません(でした)?
        (指定された|該当の)?(ページ|記事)(は|が)(見つかりません(でした)?|存在しません)
        """
    ),
    told=_any_of(
        r"""
        <sorry><page_en><you_en> (could not|couldn['’]t|cannot|can['’]?t) be found
        <sorry><page_en><you_en> is no longer available
        <sorry><page_en><you_en> (does not|doesn['’]t|no longer) exists?
        <sorry><page_en><you_en> (has been|has|was|may have been) (moved|removed|deleted|taken down)
        (it looks like )?nothing was found at this location
        (der|die) (von ihnen )?(gesuchte|angeforderte|gewünschte|aufgerufene) \w+ (existiert|wurde|konnte|ist)
        the link you (followed|clicked)( on)? (may be|is) (broken|expired|invalid)
        <sorry><page_zh><gone_zh>
        <sorry>找不到<page_zh>
        (此|该|該)(账号|帐号|帳號|公众号).{0,6}(注销|迁移|屏蔽|冻结|停用|停權)
        (此|该|該)(内容|內容|文章).{0,8}(无法查看|無法查看|不可查看|多人投诉|多人檢舉)
        .{0,20}(找不到|未找到)[您你所]*(请求|請求|要访问|访问|查找)的(页面|頁面|网页|網頁|内容|內容)
        お探しの(ページ|記事)は
        指定された(URL|ページ|記事)は(存在|見つかり)
        (ご指定|指定|アクセス)の?ページは(見つかりません|存在しません|移動|削除)
        """
    ),
)

ERROR = Words(
    headed=_any_of(
        r"""
        (http ?)?(error ?)?5(00|02|03|04|2[0-5])
        (http ?)?(error ?)?5\d\d\W+(error|internal server .{5}|bad gateway|service .*|gateway .*)
        internal server error
        bad gateway
        gateway time-?out
        service (is )?(temporarily )?unavailable
        temporarily unavailable
        too many requests
        (unknown )?server error
        we(['’]| wi)ll be (right )?back( (soon|shortly))?
        (site |scheduled |down for |under )?maintenance( mode)?
        (oops[\s,!.]*)?something (went|has gone) wrong
        an? (unexpected |unknown )?error (has )?occurred
        application error
        error establishing a database connection
        database (connection )?error
        wartungs(arbeiten|modus|pause)
        wir sind (gleich|bald) (wieder )?(für sie da|zurück)
        es ist ein fehler aufgetreten
        (site en )?maintenance( en cours)?
        une erreur est survenue
        en mantenimiento
        in manutenzione
        <system>(升级|升級|维护|維護|繁忙|忙碌|忙|内部|错误|錯誤|异常|異常|出错|出錯|开小差)+(中|了|公告)?
        (ただいま|只今|現在)?(システム)?メンテナンス(中(です)?|のお知らせ)?
        (ただいま)?アクセスが集中し(て|ており).{0,20}
        サーバーエラー
        エラーが発生しました
        (서비스|시스템) 점검( 중)?
        """
    ),
    told=_any_of(
        r"""
        (sorry.{0,30} )?we(['’]re| are) (currently )?(performing|undergoing|doing|down for).{0,30}maintenance
        an? (unexpected|unknown|internal) error (has )?occurred
        (this|our|the) (site|service) is (temporarily|currently) (unavailable|down)
        the server (is temporarily unable|encountered an internal error)
        unsere (web)?s(ite|eite) (wird|ist).{0,30}(gewartet|wartung|nicht erreichbar|nicht verfügbar)
        <system>(升级|升級)?(维护|維護|繁忙|忙碌|忙|频繁|頻繁|异常|異常|开小差|出错|出錯).{0,4}[，,。!！]
        .{0,10}メンテナンスのため
        ご不便をおかけして.{0,30}(再度|後ほど)
        (ただいま|現在)、?.{0,12}(メンテナンス|アクセスが集中)
        """
    ),
)

SCRIPTS = Words(
    headed=_any_of(
        r"""
        javascript is (not available|disabled|required)
        (please )?enable javascript
        """
    ),
    told=_any_of(
        r"""
        .{0,60}\b(enable|turn on|activate|requires?|need)\s(\w+\s){0,3}javascript
        (we['’]ve detected that )?javascript is (not available|disabled|required|turned off)
        .{0,40}(启用|開啟|开启|啟用|打开) ?javascript
        .{0,30}javascript ?(を(有効|オン)|が無効|未启用|已禁用)
        .{0,40}javascript\s(in\sihrem\sbrowser\s)?(zu\s)?(aktivieren|einschalten|deaktiviert)
        .{0,60}aktivieren sie.{0,20}javascript
        """
    ),
)
